package io.supervision.autoconfigure;

import io.supervision.bean.HealthReader;

import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/**
 * Asks health indicators of Boot 3.
 */
final class Boot3HealthReader implements HealthReader {

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
