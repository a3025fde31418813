"""Where the tests' shared parts are plugged in; each lives in its own file."""

pytest_plugins = [
    "tests.support.databases",
    "tests.support.forked_program",
    "tests.support.garbage",
    "tests.support.hypothesis_profiles",
    "tests.support.local_chat_fixtures",
    "tests.support.order",
    "tests.support.require_all",
]
