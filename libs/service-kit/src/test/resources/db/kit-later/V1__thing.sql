CREATE TABLE thing (id bigint PRIMARY KEY, n int NOT NULL);
