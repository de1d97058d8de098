"""Right edits of CSS, JSON, YAML, TOML, Markdown, HTML, and of a file without a parser."""

from ..triple import File

STYLE = File(
    "style.css",
    """\
/* Copyright 2024 The Style. */
@import "base.css";

:root {
  --main: #333;
}

/* The button. */
.button {
  color: red;
  margin: 0 auto;
  padding: 4px;
}

.button:hover {
  color: blue;
}

@media (max-width: 600px) {
  .button {
    padding: 2px;
  }

  .menu {
    display: none;
  }
}

.footer {
  color: gray;
}
""",
)

PACKAGE = File(
    "package.json",
    """\
{
  "name": "shop",
  "version": "1.0.0",
  "scripts": {
    "build": "tsc",
    "test": "jest",
    "lint": "eslint ."
  },
  "dependencies": {
    "express": "^4.0.0",
    "react": "^18.0.0"
  },
  "files": [
    "dist",
    "src"
  ],
  "license": "MIT"
}
""",
)

COMPOSE = File(
    "compose.yaml",
    """\
# Copyright 2024 The Stack.
version: "3"

services:
  # The web server.
  web:
    image: nginx
    ports:
      - "80:80"
      - "443:443"
    restart: always
  db:
    image: postgres
    restart: always
    environment:
      USER: shop
      PASSWORD: secret

volumes:
  data:
    driver: local
""",
)

PROJECT = File(
    "project.toml",
    """\
# The project.
[project]
name = "shop"
version = "1.0"
dependencies = [
    "click",
    "rich",
]

[project.scripts]
shop = "shop.cli:main"

# The linter.
[tool.ruff]
line-length = 100
target-version = "py311"

[tool.mypy]
strict = true
files = ["src"]
""",
)

GUIDE = File(
    "guide.md",
    """\
# Guide

This guide shows how the shop works.

## Install

Run the installer.

```shell
pip install shop
shop init
```

- It needs Python.
- It needs a network.

## Use

Open the shop. Then add items.

1. Choose an item.
2. Put it into the cart.

## License

MIT. See the file.
""",
)

PAGE = File(
    "page.html",
    """\
<!DOCTYPE html>
<html lang="en">
  <head>
    <title>Shop</title>
    <link rel="stylesheet" href="style.css">
  </head>
  <body>
    <!-- The menu. -->
    <ul id="menu">
      <li>Home</li>
      <li>Cart</li>
    </ul>
    <p id="hello">Hello.</p>
    <script src="cart.js"></script>
  </body>
</html>
""",
)

NGINX = File(
    "site.conf",
    """\
# Copyright 2024 The Site.
user www;
worker_processes 4;

http {
    # Compression.
    gzip on;

    server {
        listen 80;
        server_name shop.example;
        root /var/www/shop;
    }

    server {
        listen 81;
        server_name wiki.example;
        root /var/www/wiki;
    }
}
""",
)

# fmt: off
TRIPLES = [
    STYLE.edit("rule", """\
/* ... existing code ... */
.button {
  color: green;
  margin: 0 auto;
  padding: 4px;
}

.button:hover {
  color: blue;
}
/* ... existing code ... */
""", ("color: red;", "color: green;")),
    STYLE.edit("rule in media", """\
/* ... existing code ... */
@media (max-width: 600px) {
  /* ... existing code ... */
  .menu {
    display: block;
  }
}
/* ... existing code ... */
""", ("display: none;", "display: block;")),
    STYLE.edit("last rule", """\
/* ... existing code ... */
.footer {
  color: gray;
  margin: 0;
}
""", ("  color: gray;\n", "  color: gray;\n  margin: 0;\n")),
    PACKAGE.edit("script", """\
{
  // ... existing code ...
  "scripts": {
    "build": "tsc -p .",
    "test": "jest",
    "lint": "eslint ."
  },
  // ... existing code ...
}
""", ('"build": "tsc"', '"build": "tsc -p ."')),
    PACKAGE.edit("dependency", """\
  // ... existing code ...
  "dependencies": {
    "express": "^4.0.0",
    "lodash": "^4.17.0",
    "react": "^18.0.0"
  },
  // ... existing code ...
""", ('    "express": "^4.0.0",\n', '    "express": "^4.0.0",\n    "lodash": "^4.17.0",\n')),
    COMPOSE.edit("value", """\
# ... existing code ...
  db:
    image: postgres:16
    restart: always
    # ... existing code ...
""", ("    image: postgres\n", "    image: postgres:16\n")),
    COMPOSE.edit("item", """\
# ... existing code ...
    ports:
      - "80:80"
      - "8080:8080"
      - "443:443"
# ... existing code ...
""", ('      - "80:80"\n', '      - "80:80"\n      - "8080:8080"\n')),
    PROJECT.edit("value", """\
# ... existing code ...
[tool.ruff]
line-length = 120
target-version = "py311"
# ... existing code ...
""", ("line-length = 100", "line-length = 120")),
    PROJECT.edit("item", """\
# ... existing code ...
dependencies = [
    "click",
    "msgspec",
    "rich",
]
# ... existing code ...
""", ('    "click",\n', '    "click",\n    "msgspec",\n')),
    GUIDE.edit("section", """\
<!-- ... existing content ... -->

## Use

Open the shop. Then add items to the cart.

1. Choose an item.
2. Put it into the cart.

<!-- ... existing content ... -->
""", ("Then add items.", "Then add items to the cart.")),
    GUIDE.edit("list", """\
<!-- ... existing content ... -->

- It needs Python.
- It needs a disk.
- It needs a network.

<!-- ... existing content ... -->
""", ("- It needs Python.\n", "- It needs Python.\n- It needs a disk.\n")),
    PAGE.edit("list", """\
<!-- ... existing code ... -->
    <ul id="menu">
      <li>Home</li>
      <li>Search</li>
      <li>Cart</li>
    </ul>
<!-- ... existing code ... -->
""", ("      <li>Home</li>\n", "      <li>Home</li>\n      <li>Search</li>\n")),
    NGINX.edit("value", """\
# ... existing code ...
        listen 81;
        server_name docs.example;
        root /var/www/wiki;
# ... existing code ...
""", ("server_name wiki.example;", "server_name docs.example;")),
    NGINX.edit("new line", """\
# ... existing code ...
    gzip on;
    gzip_types text/css;
# ... existing code ...
""", ("    gzip on;\n", "    gzip on;\n    gzip_types text/css;\n")),
]
