scheduler_objects := registry.o random.o pct.o round_robin.o replay.o metrics.o determinism.o
scheduler_hot := random.o
