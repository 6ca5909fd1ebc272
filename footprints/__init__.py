"""The domain of Multiple Locals: tables in, tables out, no file, network, clock or screen."""
