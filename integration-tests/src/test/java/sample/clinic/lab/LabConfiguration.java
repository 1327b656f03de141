package sample.clinic.lab;

import java.util.concurrent.atomic.AtomicLong;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * What is made by methods: a record and a final class, each behind an interface, and a
 * factory.
 */
@Configuration
class LabConfiguration {

	@Bean
	Laboratory laboratory(Labels labels) {
		return new OwnLaboratory(labels, "fine");
	}

	@Bean(destroyMethod = "close")
	Labels labels() {
		return new LabelPrinter();
	}

	@Bean
	static OpeningHoursFactory openingHours() {
		return new OpeningHoursFactory();
	}

	@Bean
	TaskScheduler kitchenScheduler() {
		ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
		scheduler.setThreadNamePrefix("kitchen-");
		return scheduler;
	}

	@Bean
	TaskScheduler taskScheduler() {
		ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
		scheduler.setThreadNamePrefix("scheduling-");
		return scheduler;
	}

	record OwnLaboratory(Labels labels, String result) implements Laboratory {

		@Override
		public String analyse(long sample) {
			return this.labels.label(sample) + " " + this.result;
		}

	}

	static final class LabelPrinter implements Labels {

		private final AtomicLong printed = new AtomicLong();

		private volatile boolean closed;

		@Override
		public String label(long sample) {
			if (this.closed) {
				throw new IllegalStateException("The printer is off");
			}
			this.printed.incrementAndGet();
			return "S" + sample;
		}

		public void close() {
			this.closed = true;
		}

	}

}
