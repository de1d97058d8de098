# A shop.
require "json"
require_relative 'base'

module Shop
  LIMIT = 10

  class Cart < Base
    include Enumerable
    attr_reader :items, :count

    def initialize(size = 1, *rest)
      @size = size
    end

    def self.make
      new
    end

    def total(a, b:)
      sum = 0
      items.each do |item|
        if item.nil? && a
          sum += call(
            item,
            b
          )
        elsif b
          sum -= 1
        else
          next
        end
      end
      case a
      when 1
        2
      else
        3
      end
      begin
        go
      rescue StandardError => e
        raise e
      ensure
        close
      end
      x = {
        one: 1,
        "two" => 2,
      }
      text = <<~SQL
        select
        1
      SQL
      return sum unless x
    end

    class << self
      def build; end
    end
  end
end

def helper(x) = x + 1

describe "cart" do
  it "adds" do
    expect(1).to eq(1)
  end
end
