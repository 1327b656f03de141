package io.supervision.autoconfigure;

import java.util.Iterator;
import java.util.function.Supplier;

import io.supervision.actuate.TreeHealth;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.health.CompositeHealthContributor;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthContributor;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.NamedContributor;

/**
 * The tree as a health contributor of Boot 3. It follows the tree: what is asked for is
 * read then.
 */
final class Boot3TreeHealthContributor implements CompositeHealthContributor {

	private final Supplier<TreeHealth.Group> health;

	Boot3TreeHealthContributor(Supplier<TreeHealth.Group> health) {
		this.health = health;
	}

	@Override
	public @Nullable HealthContributor getContributor(String name) {
		TreeHealth member = this.health.get().member(name);
		return (member != null) ? contributor(member) : null;
	}

	@Override
	public Iterator<NamedContributor<HealthContributor>> iterator() {
		return this.health.get()
			.members()
			.stream()
			.map((member) -> NamedContributor.of(member.name(), contributor(member)))
			.iterator();
	}

	private static HealthContributor contributor(TreeHealth health) {
		return (health instanceof TreeHealth.Group group) ? new Boot3TreeHealthContributor(() -> group)
				: indicator((TreeHealth.Single) health);
	}

	private static HealthIndicator indicator(TreeHealth.Single health) {
		return () -> Health.status(health.status()).withDetails(health.details()).build();
	}

}
