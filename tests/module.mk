# A suite is a file test_<noun>.c here and a line in suites.inc.
tests_objects := main.o runner.o process.o scratch.o
tests_objects += test_layering.o
