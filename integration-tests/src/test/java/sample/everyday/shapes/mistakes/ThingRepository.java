package sample.everyday.shapes.mistakes;

import org.springframework.data.jpa.repository.JpaRepository;

/**
 * Where it is stored.
 */
interface ThingRepository extends JpaRepository<Thing, Long> {

}
