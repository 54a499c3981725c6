using OpBX.Numbers;

// Reads lines «country text» from standard input and answers each with one line:
// «number verified rate country emergency short-code», or «- fault … emergency short-code». See eng/numbering/check.mjs.
NumberNormalizer numbers = NumberNormalizer.Default;
using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = false };
while (Console.ReadLine() is { } line)
{
    string[] fields = line.Split('\t');
    bool read = numbers.TryNormalize(fields[1], fields[0], NumberSource.Dialled, out PhoneNumber number, out NumberFault fault);
    bool emergency = numbers.IsEmergency(fields[1], fields[0], null, null, out _);
    bool shortCode = numbers.IsShortCode(fields[1], fields[0]);
    output.WriteLine(read
        ? $"{number}\t{numbers.IsVerified(number)}\t{numbers.RateOf(number)}\t{numbers.CountryOf(number)}\t{emergency}\t{shortCode}"
        : $"-\t{fault.Code()}\t\t\t{emergency}\t{shortCode}");
}
