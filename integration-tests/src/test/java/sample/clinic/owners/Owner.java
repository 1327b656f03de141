package sample.clinic.owners;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

@Entity
@Table(name = "owners")
public class Owner {

	@Id
	@GeneratedValue(strategy = GenerationType.IDENTITY)
	private Long id;

	private String name;

	private String email;

	private String city;

	protected Owner() {
	}

	Owner(String name, String email, String city) {
		this.name = name;
		this.email = email;
		this.city = city;
	}

	public long getId() {
		return this.id;
	}

	public String getName() {
		return this.name;
	}

	public String getEmail() {
		return this.email;
	}

	public String getCity() {
		return this.city;
	}

	void moveTo(String city) {
		this.city = city;
	}

}
