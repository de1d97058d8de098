-- A shop.
local json = require("json")

local LIMIT = 10
local Cart = {}
Cart.__index = Cart

--[[ Makes
one. ]]
function Cart.new(size, ...)
  local self = setmetatable({
    size = size,
    items = {},
    run = function(x) return x end,
  }, Cart)
  return self
end

function Cart:total(a, b)
  local sum = 0
  for i, item in ipairs(self.items) do
    if item and a > 1 then
      sum = sum + call(
        item,
        b
      )
    elseif b then
      sum = 1
    else
      sum = 2
    end
  end
  while a do
    a = nil
  end
  repeat
    b = 1
  until b
  return sum
end

local function helper(x)
  return x
end

local shout = function(text)
  return text
end

Cart.shout = function() end

local text = [[a
b]]

return Cart
