package sample.everyday.users;

import java.util.List;

import org.springframework.data.repository.CrudRepository;

/**
 * What is sold.
 */
interface ProductRepository extends CrudRepository<Product, Long> {

	List<Product> findBySku(String sku);

}
