insert into product (sku, list_price, floor_price, stock) values
	('mug',      9.90,  5.00,    1000),
	('poster',  14.50,  7.00,      10),
	('shirt',   24.00, 12.00,    1000),
	('sticker',  1.20,  0.60, 1000000);
