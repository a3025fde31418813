"""Where orders trade: real exchanges and their simulation, both behind the port of `engine.ports`."""
