package io.supervision.autoconfigure;

import io.supervision.bean.HealthReader;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Asks health indicators of Boot 4.
 */
final class Boot4HealthReader implements HealthReader {

	@Override
	public boolean knows(Object candidate) {
		return candidate instanceof HealthIndicator;
	}

	@Override
	public Reading read(Object indicator) {
		Health health = ((HealthIndicator) indicator).health();
		return (health != null) ? new Reading(health.getStatus().getCode(), health.getDetails()) : Reading.UNKNOWN;
	}

}
