scheduler_objects :=
