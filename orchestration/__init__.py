"""When things run: wiring, jobs, schedules, sensors, settings, storage, the command line. Nothing here computes data."""
