-- wrk: every request is another patient's form, with a key of its own.
local thread_number = 0
function setup(thread)
    thread:set("number", thread_number)
    thread_number = thread_number + 1
end
local count = 0
local head = { ["Content-Type"] = "application/json" }
function init(args)
    base = (number + 1) * 10000000
    run = args[1]
    tokens = assert(io.open(args[2], "r"))
end
local areas = { 310, 213, 323, 424, 562, 626, 661, 714, 747, 805, 818, 909, 949, 951 }
function request()
    count = count + 1
    local n = base + count
    head["Idempotency-Key"] = "bench-" .. run .. "-" .. n
    local phone = string.format("+1%d%d%06d", areas[1 + n % 14], 2 + math.floor(n / 14) % 8, n % 1000000)
    local body = '{"kind":"callback","name":"Patient Number ' .. run .. 'x' .. n .. '","phone":"' .. phone ..
        '","topic":"neck-pain","language":"en","window":{"asap":true},"voicemail_ok":true,"text_ok":false,' ..
        '"reason":"Stiff neck since the spring","consent":{"text_id":"call-en-2","given":true},' ..
        '"relation":"self","email":"patient' .. n .. '@example.com","source":{"from":"neck-pain-botox-la"},"rendered":"' .. tokens:read("l") .. '"}'
    return wrk.format("POST", "/api/requests", head, body)
end
local created, other = 0, 0
function response(status, headers, body)
    if status == 201 then created = created + 1 else other = other + 1 end
end
function done(summary, latency, requests)
    io.write(string.format("RESULT %.1f %.3f %.3f %d\n", summary.requests / summary.duration * 1e6,
        latency:percentile(50) / 1000, latency:percentile(99) / 1000, summary.errors.status +
        summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
