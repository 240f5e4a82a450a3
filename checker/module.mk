checker_objects :=
