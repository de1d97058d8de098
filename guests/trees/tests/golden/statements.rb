#!/usr/bin/env ruby
# frozen_string_literal: true

require "a"
require_relative 'b'
include C
X = 1
y = 2
puts y
module M
  def self.s; 1; end
  class A < B
    include D
    attr_reader :a, :b
    private
    def m
      return 1 if y
      @a = 1
      x, z = 1, 2
      y += 1
      foo
      foo.bar do |q| q end
      if y then z end
      y ? 1 : 2
      "text"
      [1]
      case y
      when 1 then foo
      else bar
      end
      begin
        foo
      rescue E
        bar
      ensure
        baz
      end
      yield
      super
      nil
    end
    def n = 1
    alias o n
  end
end
