cli_objects :=
