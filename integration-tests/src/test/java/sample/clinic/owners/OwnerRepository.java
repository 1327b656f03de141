package sample.clinic.owners;

import org.springframework.data.jpa.repository.JpaRepository;

interface OwnerRepository extends JpaRepository<Owner, Long> {

	boolean existsByEmail(String email);

}
