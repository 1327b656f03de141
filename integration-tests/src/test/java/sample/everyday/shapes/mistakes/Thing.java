package sample.everyday.shapes.mistakes;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/**
 * What is stored.
 */
@Entity(name = "mistaken_thing")
class Thing {

	@Id
	Long id;

}
