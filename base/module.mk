base_objects := check.o error.o memory.o str.o arena.o hash.o blob_set.o
base_objects += terminal.o progress.o span.o scaled.o
