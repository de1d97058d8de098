"""Right edits of Ruby, PHP and shell."""

from ..triple import File

USER = File(
    "user.rb",
    """\
# frozen_string_literal: true

require "json"
require "time"

# A user.
class User < Record
  LIMIT = 3

  attr_reader :name, :age
  validates :name, presence: true

  def initialize(name, age)
    @name = name
    @age = age
  end

  # Greets somebody.
  def greet(other)
    if other.nil?
      puts "hello"
    else
      puts "hello #{other.name}"
    end
  end

  def self.find(id)
    new("user", id)
  end

  private

  def secret
    @name.reverse
  end
end

module Admin
  def self.find(id)
    User.find(id)
  end

  def self.list
    [find(1), find(2)]
  end
end

puts User.find(1).to_json
""",
)

PAGE = File(
    "Page.php",
    """\
<?php
/* Copyright 2024 The Page. */
declare(strict_types=1);

namespace App\\Http;

use App\\Model\\User;
use App\\Model\\Post;

const LIMIT = 3;

/** A page. */
class Page
{
    private string $title;

    public function __construct(string $title)
    {
        $this->title = $title;
    }

    // Shows the page.
    public function show(User $user): string
    {
        if ($user->isKnown()) {
            return $this->title;
        } else {
            return 'nobody';
        }
    }

    #[Route('/posts')]
    public function posts(): array
    {
        $found = Post::all();
        return $found;
    }
}

interface Shown
{
    public function show(User $user): string;
}

function helper(int $value): int
{
    return $value + LIMIT;
}
""",
)

BUILD = File(
    "build.sh",
    """\
#!/usr/bin/env bash
# Copyright 2024 The Build.
set -euo pipefail

LIMIT=3
export TARGET=release

# Says something.
say() {
  echo "build: $1"
}

compile() {
  local name="$1"
  if [ -z "$name" ]; then
    say "no name"
    return 1
  else
    say "compile $name"
  fi
  make "$name"
}

clean() {
  say "clean"
  rm -f out.log
}

compile "$TARGET"
clean
""",
)

# fmt: off
TRIPLES = [
    USER.edit("method", """\
class User < Record
  # ... existing code ...
  def greet(other)
    if other.nil?
      puts "hello, whoever you are"
    else
      puts "hello #{other.name}"
    end
  end
  # ... existing code ...
end
""", ('puts "hello"\n', 'puts "hello, whoever you are"\n')),
    USER.edit("one of two find", """\
module Admin
  def self.find(id)
    User.find(id).freeze
  end
  # ... existing code ...
end
""", ("    User.find(id)\n", "    User.find(id).freeze\n")),
    USER.edit("comment", """\
# ... existing code ...
  # Greets somebody, or anybody.
  def greet(other)
    # ... existing code ...
  end
# ... existing code ...
""", ("# Greets somebody.\n", "# Greets somebody, or anybody.\n")),
    USER.edit("require", """\
# ... existing code ...
require "json"
require "set"
require "time"
# ... existing code ...
""", ('require "json"\n', 'require "json"\nrequire "set"\n')),
    USER.edit("private method", """\
# ... existing code ...
  private

  def secret
    @name.reverse.upcase
  end
end
# ... existing code ...
""", ("@name.reverse\n", "@name.reverse.upcase\n")),
    PAGE.edit("method", """\
// ... existing code ...
class Page
{
    // ... existing code ...
    public function show(User $user): string
    {
        if ($user->isKnown()) {
            return $this->title;
        } else {
            return 'no one';
        }
    }
    // ... existing code ...
}
// ... existing code ...
""", ("'nobody'", "'no one'")),
    PAGE.edit("function", """\
function helper(int $value): int
{
    return $value * LIMIT;
}
""", ("$value + LIMIT", "$value * LIMIT")),
    PAGE.edit("attribute", """\
// ... existing code ...
    #[Route('/posts/all')]
    public function posts(): array
    {
        // ... existing code ...
    }
// ... existing code ...
""", ("#[Route('/posts')]", "#[Route('/posts/all')]")),
    PAGE.edit("use", """\
// ... existing code ...
use App\\Model\\User;
use App\\Model\\Tag;
use App\\Model\\Post;
// ... existing code ...
""", ("use App\\Model\\User;\n", "use App\\Model\\User;\nuse App\\Model\\Tag;\n")),
    BUILD.edit("function", """\
# ... existing code ...
clean() {
  say "clean"
  rm -f out.log err.log
}
# ... existing code ...
""", ("rm -f out.log", "rm -f out.log err.log")),
    BUILD.edit("lazy body", """\
# ... existing code ...
compile() {
  local name="$1"
  local mode="${2:-fast}"
  if [ -z "$name" ]; then
  # ... existing code ...
}
# ... existing code ...
""", ('  local name="$1"\n', '  local name="$1"\n  local mode="${2:-fast}"\n')),
]
