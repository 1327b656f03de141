create table product (
	sku         varchar(20)    primary key,
	list_price  decimal(10, 2) not null,
	floor_price decimal(10, 2) not null,
	stock       int            not null check (stock >= 0)
);

-- Percent off every order; no row means none.
create table discount (
	percent int not null
);

create table orders (
	id       bigint         generated always as identity primary key,
	request  uuid           not null unique,
	sku      varchar(20)    not null references product,
	quantity int            not null,
	total    decimal(12, 2) not null,
	paid     boolean        not null default false,
	done     boolean        not null default false
);

-- Finds the few orders that still need something among all there ever were.
create index orders_open on orders (done, paid);

-- Paid orders that are not in here still need their receipt; the others are done.
create table receipt (
	number   bigint primary key,
	order_id bigint not null unique references orders
);
