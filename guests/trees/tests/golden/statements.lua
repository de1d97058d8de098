#!/usr/bin/lua
-- Copyright
local a = require("b")
local x = 1
y = 2
function t.f() return 1 end
function t:m()
  local q = 1
  q = 2
  f()
  f "x"
  if q then return 1 end
  for i = 1, 2 do break end
  while q do f() end
  repeat f() until q
  do f() end
  goto done
  ::done::
  return q
end
f()
return t
