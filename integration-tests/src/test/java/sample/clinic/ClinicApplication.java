package sample.clinic;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;

import sample.clinic.billing.Pricing;

/**
 * A veterinary clinic: owners and their pets, visits, invoices and payments, medicines,
 * laboratory, reminders. It has been written the way such applications are, by several
 * people over ten years, and knows nothing of supervision.
 */
@SpringBootApplication
@EnableAsync
@EnableCaching
@EnableMethodSecurity
@EnableScheduling
@EnableConfigurationProperties(Pricing.class)
public class ClinicApplication {

}
