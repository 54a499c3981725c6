using OpBX.State;
using StackExchange.Redis;

namespace OpBX.Outbound;

/// <summary>
/// The scripts of <see cref="RedisCallAdmission"/>. A session's record is a list of calls, each
/// {step, stage, limit that refused it or 0, seconds granted, extension, admitted at, slot ends at, day, seconds charged,
/// settlement (0 reserved, 1 estimated, 2 exact), holds a slot, id, forgotten at}.
/// </summary>
internal static class AdmissionScripts
{
    /// <summary>How long the answer to a session and step is remembered after its call ended (rule R5), in milliseconds.</summary>
    public static readonly RedisValue SessionMemory = (long)TimeSpan.FromHours(2).TotalMilliseconds;

    /// <summary>Reads the session's calls that are not forgotten, and ends one of them.</summary>
    private const string Calls = """
        local memory = tonumber(ARGV[2])
        local function read(key)
          local list = {}
          local raw = redis.call('GET', key)
          if raw then
            for _, c in ipairs(cmsgpack.unpack(raw)) do
              if c[13] > now then list[#list + 1] = c end
            end
          end
          return list
        end
        local function write(key, list)
          local keep = 1
          for _, c in ipairs(list) do keep = math.max(keep, c[13] - now) end
          redis.call('SET', key, cmsgpack.pack(list), 'PX', keep)
        end
        local function give_back(c)
          c[11] = 0
          if c[7] <= now then return end
          if redis.call('ZREM', slots, c[12]) == 1 then
            if redis.call('HINCRBY', counts, 'L', -1) < 0 then
              redis.call('DEL', counts)
            elseif c[5] ~= '' then
              redis.call('HINCRBY', counts, 'l' .. c[5], -1)
            end
          end
          c[13] = now + memory
        end
        local function settle(c, seconds, settlement)
          local charge = math.min(math.max(seconds, 0), c[4])
          local more = charge - c[9]
          if more ~= 0 and tonumber(redis.call('HGET', used, 'd')) == c[8] then
            redis.call('HINCRBY', used, 'o', more)
            if c[5] ~= '' then redis.call('HINCRBY', used, 'e' .. c[5], more) end
          end
          c[9] = charge
          c[10] = settlement
        end

        """;

    public static readonly RedisScript Admit = new("admission.admit", RedisScript.Now + """
        local slots, starts, counts, used, session = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
        local ext, step, stage = ARGV[3], ARGV[4], ARGV[5]

        """ + Calls + """
        local list = {}
        if session then
          list = read(session)
          for _, c in ipairs(list) do
            if c[1] == step then return {c[4], c[3]} end
          end
          if stage ~= '' then
            for _, c in ipairs(list) do
              if c[11] == 1 and c[7] > now and c[2] ~= '' and c[2] ~= stage then
                give_back(c)
                settle(c, 0, 1)
              end
            end
          end
        end

        local n = redis.call('HMGET', counts, 'L', 'S', 'l' .. ext, 's' .. ext, 'x')
        local function tally(key, total, own, mark, before)
          local first = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')
          total, own = tonumber(total), tonumber(own) or 0
          if total and total > 0 and first[1] and tonumber(first[2]) > before then return total, own end
          if total == 0 and not first[1] then return 0, 0 end
          local gone = redis.call('ZRANGEBYSCORE', key, '-inf', before)
          if #gone > 0 then redis.call('ZREMRANGEBYSCORE', key, '-inf', before) end
          local size = redis.call('ZCARD', key)
          if total and size == total - #gone then
            for _, id in ipairs(gone) do
              local of = string.match(id, '^([^|]*)|')
              if of == ext then own = own - 1 end
              if of ~= '' and of ~= ext then redis.call('HINCRBY', counts, mark .. of, -1) end
            end
          else
            local by = {}
            for _, id in ipairs(redis.call('ZRANGE', key, 0, -1)) do
              local of = string.match(id, '^([^|]*)|')
              by[of] = (by[of] or 0) + 1
            end
            for _, field in ipairs(redis.call('HKEYS', counts)) do
              if string.sub(field, 1, 1) == mark then redis.call('HDEL', counts, field) end
            end
            for of, times in pairs(by) do
              if of ~= '' then redis.call('HSET', counts, mark .. of, times) end
            end
            own = by[ext] or 0
          end
          return size, own
        end
        local live, live_own = tally(slots, n[1], n[3], 'l', now)
        local begun, begun_own = tally(starts, n[2], n[4], 's', now - 60000)

        local today = math.floor(now / 86400000)
        local u = redis.call('HMGET', used, 'd', 'o', 'e' .. ext)
        local day = tonumber(u[1])
        local spent, spent_own = tonumber(u[2]) or 0, tonumber(u[3]) or 0
        if day ~= today and (not day or today ~= day - 1) then
          redis.call('DEL', used)
          day, spent, spent_own = today, 0, 0
        end

        local reached, left = 0, tonumber(ARGV[6])
        local function check(at, live, begun, spent, code)
          local minutes = tonumber(ARGV[at + 2])
          if reached == 0 then
            if live >= (tonumber(ARGV[at]) or math.huge) then reached = code
            elseif begun >= (tonumber(ARGV[at + 1]) or math.huge) then reached = code + 1
            elseif minutes and minutes * 60 - spent <= 0 then reached = code + 2 end
          end
          if minutes then left = math.min(left, minutes * 60 - spent) end
        end
        check(8, live, begun, spent, 1)
        if ext ~= '' then check(11, live_own, begun_own, spent_own, 4) end

        local granted = reached == 0 and left or 0
        local ends = now + granted * 1000 + 60000
        if reached == 0 then
          local id = ext .. '|' .. ARGV[7]
          local more_live = redis.call('ZADD', slots, ends, id)
          local more_begun = redis.call('ZADD', starts, now + 1, id)
          live, begun = live + more_live, begun + more_begun
          if ext ~= '' then
            redis.call('HSET', counts, 'L', live, 'S', begun, 'l' .. ext, live_own + more_live, 's' .. ext, begun_own + more_begun)
            redis.call('HSET', used, 'd', day, 'o', spent + granted, 'e' .. ext, spent_own + granted)
          else
            redis.call('HSET', counts, 'L', live, 'S', begun)
            redis.call('HSET', used, 'd', day, 'o', spent + granted)
          end
        else
          redis.call('HSET', counts, 'L', live, 'S', begun)
          if ext ~= '' then redis.call('HSET', counts, 'l' .. ext, live_own, 's' .. ext, begun_own) end
        end
        if now - (tonumber(n[5]) or 0) > 3600000 then
          redis.call('HSET', counts, 'x', now)
          for i = 1, 4 do redis.call('PEXPIRE', KEYS[i], 172800000) end
        elseif reached == 0 and (live == 1 or begun == 1 or spent == 0) then
          redis.call('PEXPIRE', slots, 172800000)
          redis.call('PEXPIRE', starts, 172800000)
          redis.call('PEXPIRE', used, 172800000)
        end
        if session then
          list[#list + 1] = {step, stage, reached, granted, ext, now, ends, today, granted, 0, reached == 0 and 1 or 0,
            ext .. '|' .. ARGV[7], (reached == 0 and ends or now) + memory}
          write(session, list)
        end
        return {granted, reached}
        """);

    public static readonly RedisScript Release = new("admission.release", RedisScript.Now + """
        local slots, counts, used, session = KEYS[1], KEYS[2], KEYS[3], KEYS[4]

        """ + Calls + """
        local list = read(session)
        if #list == 0 then return 0 end
        local seconds = tonumber(ARGV[3])
        local settlement = seconds and 2 or 1
        local last
        for i = #list, 1, -1 do
          if list[i][3] == 0 and list[i][10] < settlement then
            last = i
            break
          end
        end
        for i, c in ipairs(list) do
          if c[11] == 1 then give_back(c) end
          if c[3] == 0 and c[10] < settlement then
            local length = 0
            if i == last then length = seconds or math.ceil((now - c[6]) / 1000) end
            settle(c, length, settlement)
          end
        end
        write(session, list)
        return 1
        """);
}
