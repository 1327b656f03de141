package sample.everyday.users;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;

/**
 * What is sold.
 */
@Entity
class Product {

	@Id
	@GeneratedValue
	private Long id;

	private String sku;

	Product() {
	}

	Product(String sku) {
		this.sku = sku;
	}

	Long id() {
		return this.id;
	}

	String sku() {
		return this.sku;
	}

}
