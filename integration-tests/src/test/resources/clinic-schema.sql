create table owners (id bigserial primary key, name text not null, email text not null unique, city text not null);
create table species (name text primary key, expectancy int not null);
create table pets (id bigserial primary key, owner_id bigint not null references owners, name text not null,
	species text not null references species, chip text not null unique, born date not null);
create table visits (id bigserial primary key, pet_id bigint not null references pets, reason text not null,
	state text not null default 'WAITING');
create table medicines (sku text primary key, stock int not null check (stock >= 0), cents bigint not null);
create table treatments (id bigserial primary key, visit_id bigint not null references visits,
	sku text not null references medicines, quantity int not null, cents bigint not null);
create table tariffs (code text primary key, cents bigint not null);
create table number_blocks (name text primary key, next bigint not null);
create table invoices (number bigint primary key, visit_id bigint not null unique references visits,
	total bigint not null, paid bigint not null, version int not null);
create table ledger (id bigserial primary key, account text not null, cents bigint not null, invoice bigint not null);
create table audit (id bigserial primary key, what text not null);
create table reminders (id bigserial primary key, recipient text not null, text text not null,
	sent boolean not null default false);
create table samples (id bigserial primary key, result text, analysed int not null default 0);
create table xrays (id bigserial primary key, name text not null, checksum bigint not null);
create table job_runs (name text primary key, runs bigint not null);
insert into species (name, expectancy) values ('dog', 14), ('cat', 16), ('tortoise', 80);
insert into tariffs (code, cents) values ('consultation', 4000), ('vaccination', 1000);
insert into number_blocks (name, next) values ('invoice', 1000);
