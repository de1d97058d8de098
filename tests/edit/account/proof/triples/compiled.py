"""Right edits of Java, Kotlin and Go."""

from ..triple import File

BANK = File(
    "Bank.java",
    """\
/* Copyright 2024 The Bank. */
package org.example.bank;

import java.util.ArrayList;
import java.util.List;

/** A bank. */
public class Bank implements Closeable {
    private final List<Account> accounts = new ArrayList<>();
    private static final int LIMIT = 3;

    public Bank() {
        reset();
    }

    /** Opens an account. */
    @Deprecated
    public Account open(String name) {
        Account account = new Account(name);
        accounts.add(account);
        return account;
    }

    public Account open(String name, int amount) {
        Account account = open(name);
        if (amount > LIMIT) {
            account.put(amount);
        } else {
            account.put(LIMIT);
        }
        return account;
    }

    // Counts accounts.
    int count() {
        return accounts.size();
    }

    @Override
    public void close() {
        accounts.clear();
        audit("close");
    }

    static class Account {
        private final String name;

        Account(String name) {
            this.name = name;
        }

        void put(int amount) {
            audit(name + amount);
        }
    }
}

enum Kind {
    PRIVATE,
    BUSINESS
}
""",
)

MODEL = File(
    "Model.kt",
    """\
package org.example

import kotlin.math.max
import kotlin.math.min

const val LIMIT = 3

/** A user. */
data class User(val name: String, val age: Int)

interface Store {
    fun find(name: String): User?
    fun all(): List<User>
}

class MemoryStore : Store {
    private val users = mutableListOf<User>()

    override fun find(name: String): User? {
        return users.find { it.name == name }
    }

    // Gives all users.
    override fun all(): List<User> {
        val found = users.toList()
        return found.take(max(LIMIT, 1))
    }

    @Synchronized
    fun add(user: User) {
        if (user.age < 0) {
            throw IllegalArgumentException(user.name)
        } else {
            users.add(user)
        }
    }
}

fun String.shout(): String {
    return uppercase() + "!"
}

fun main() {
    println("hello".shout())
}
""",
)

SERVER = File(
    "server.go",
    """\
// Copyright 2024 The Server.

package server

import (
	"fmt"
	"net/http"
)

const limit = 3

// Server answers.
type Server struct {
	name string
	port int
}

type Client struct {
	name string
}

// Start begins to listen.
func (s *Server) Start() error {
	if s.port == 0 {
		return fmt.Errorf("no port")
	} else {
		s.log("start")
	}
	return http.ListenAndServe(s.name, nil)
}

// Start connects.
func (c *Client) Start() error {
	c.log("start")
	return nil
}

func (s *Server) log(text string) {
	fmt.Println(s.name, text)
}

func (c *Client) log(text string) {
	fmt.Println(c.name, text)
}

func New(name string) *Server {
	return &Server{name: name, port: limit}
}

func init() {
	http.HandleFunc("/", handle)
}

func main() {
	New("shop").Start()
}
""",
)

# fmt: off
TRIPLES = [
    BANK.edit("overload", """\
// ... existing code ...
    public Account open(String name, int amount) {
        Account account = open(name);
        if (amount > LIMIT) {
            account.put(amount + 1);
        } else {
            account.put(LIMIT);
        }
        return account;
    }
// ... existing code ...
""", ("            account.put(amount);", "            account.put(amount + 1);")),
    BANK.edit("in the class", """\
public class Bank implements Closeable {
    // ... existing code ...
    @Override
    public void close() {
        accounts.clear();
        audit("closed");
    }
    // ... existing code ...
}
""", ('audit("close")', 'audit("closed")')),
    BANK.edit("inner class", """\
    static class Account {
        // ... existing code ...
        void put(int amount) {
            audit(name + ": " + amount);
        }
    }
""", ("audit(name + amount)", 'audit(name + ": " + amount)')),
    BANK.edit("changed comment", """\
// ... existing code ...
    // Counts all accounts.
    int count() {
        // ... existing code ...
    }
// ... existing code ...
""", ("    // Counts accounts.\n", "    // Counts all accounts.\n")),
    BANK.edit("annotation", """\
// ... existing code ...
    @Override
    @Transactional
    public void close() {
        // ... existing code ...
    }
// ... existing code ...
""", ("    @Override\n", "    @Override\n    @Transactional\n")),
    BANK.edit("new import", """\
// ... existing code ...
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
// ... existing code ...
""", ("import java.util.ArrayList;\n", "import java.util.ArrayList;\nimport java.util.Collections;\n")),
    BANK.edit("removed by words", """\
public class Bank implements Closeable {
    // ... existing code ...
    // remove the method count
    // ... existing code ...
}
""", ("    // Counts accounts.\n    int count() {\n        return accounts.size();\n    }\n\n", "")),
    MODEL.edit("method", """\
class MemoryStore : Store {
    // ... existing code ...
    @Synchronized
    fun add(user: User) {
        if (user.age < 18) {
            throw IllegalArgumentException(user.name)
        } else {
            users.add(user)
        }
    }
}
""", ("user.age < 0", "user.age < 18")),
    MODEL.edit("extension", """\
// ... existing code ...
fun String.shout(): String {
    return uppercase() + "!!"
}
// ... existing code ...
""", ('"!"', '"!!"')),
    MODEL.edit("new member", """\
// ... existing code ...
interface Store {
    fun find(name: String): User?
    fun count(): Int
    fun all(): List<User>
}
// ... existing code ...
""", ("    fun find(name: String): User?\n    fun all", "    fun find(name: String): User?\n    fun count(): Int\n    fun all")),
    MODEL.edit("comment", """\
// ... existing code ...
/** A user of the store. */
data class User(val name: String, val age: Int)
// ... existing code ...
""", ("/** A user. */", "/** A user of the store. */")),
    SERVER.edit("receiver", """\
// ... existing code ...
func (c *Client) log(text string) {
	fmt.Println("client", c.name, text)
}
// ... existing code ...
""", ("fmt.Println(c.name, text)", 'fmt.Println("client", c.name, text)')),
    SERVER.edit("method of the server", """\
// ... existing code ...
func (s *Server) Start() error {
	if s.port == 0 {
		return fmt.Errorf("no port: %s", s.name)
	} else {
		s.log("start")
	}
	return http.ListenAndServe(s.name, nil)
}
// ... existing code ...
""", ('fmt.Errorf("no port")', 'fmt.Errorf("no port: %s", s.name)')),
    SERVER.edit("field", """\
// ... existing code ...
type Server struct {
	name string
	port int
	tls  bool
}
// ... existing code ...
""", ("\tport int\n", "\tport int\n\ttls  bool\n")),
    SERVER.edit("import", """\
// ... existing code ...
import (
	"fmt"
	"log"
	"net/http"
)
// ... existing code ...
""", ('\t"fmt"\n', '\t"fmt"\n\t"log"\n')),
    SERVER.edit("comment", """\
// ... existing code ...
// Start connects to the server.
// It never fails.
func (c *Client) Start() error {
	// ... existing code ...
}
// ... existing code ...
""", ("// Start connects.\n", "// Start connects to the server.\n// It never fails.\n")),
    SERVER.edit("new function", """\
// ... existing code ...
func New(name string) *Server {
	return &Server{name: name, port: limit}
}

func Stop(s *Server) {
	s.port = 0
}
// ... existing code ...
""", ("port: limit}\n}\n", "port: limit}\n}\n\nfunc Stop(s *Server) {\n\ts.port = 0\n}\n")),
]
