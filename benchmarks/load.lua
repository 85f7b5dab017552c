-- Asks for the addresses of a file by turns, as a browser would, and tells what came of it as JSON.
-- Arguments: the file, a number to begin at, and «cold» for an address that nobody asked for before.

local paths, at, is_cold = {}, 0, false

function init(arguments)
  for line in io.lines(arguments[1]) do paths[#paths + 1] = line end
  at, is_cold = tonumber(arguments[2]), arguments[3] == "cold"
end

function request()
  at = at + 1
  local path = paths[at % #paths + 1]
  if is_cold then
    path = path .. (path:find("?", 1, true) and "&" or "?") .. "_n=" .. at
  end
  return wrk.format("GET", path, { ["Accept-Encoding"] = "gzip" })
end

function done(summary, latency, requests)
  local failed = summary.errors
  io.write(string.format(
    '{"requests": %d, "seconds": %f, "bytes": %d, "p50": %f, "p99": %f, "slowest": %f, "failed": %d}\n',
    summary.requests, summary.duration / 1e6, summary.bytes, latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3, latency.max / 1e3,
    failed.status + failed.timeout + failed.connect + failed.read + failed.write))
end
