"""Where the tests' shared parts are plugged in; each lives in its own file."""

pytest_plugins = ["tests.databases", "tests.local_chat_fixtures", "tests.require_all"]
