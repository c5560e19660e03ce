ALTER TABLE public.made_by_an_operator ADD COLUMN later integer;
