package io.supervision.autoconfigure;

import java.util.function.Supplier;
import java.util.stream.Stream;

import io.supervision.actuate.TreeHealth;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * The tree as a health contributor of Boot 4. It follows the tree: what is asked for is
 * read then.
 */
final class Boot4TreeHealthContributor implements CompositeHealthContributor {

	private final Supplier<TreeHealth.Group> health;

	Boot4TreeHealthContributor(Supplier<TreeHealth.Group> health) {
		this.health = health;
	}

	@Override
	public @Nullable HealthContributor getContributor(String name) {
		TreeHealth member = this.health.get().member(name);
		return (member != null) ? contributor(member) : null;
	}

	@Override
	public Stream<Entry> stream() {
		return this.health.get().members().stream().map((member) -> new Entry(member.name(), contributor(member)));
	}

	private static HealthContributor contributor(TreeHealth health) {
		return (health instanceof TreeHealth.Group group) ? new Boot4TreeHealthContributor(() -> group)
				: indicator((TreeHealth.Single) health);
	}

	private static HealthIndicator indicator(TreeHealth.Single health) {
		return () -> Health.status(health.status()).withDetails(health.details()).build();
	}

}
