package sample.everyday;

import java.util.List;

import io.supervision.ComponentUnavailableException;
import io.supervision.annotation.Supervised;
import jakarta.annotation.security.RolesAllowed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.annotation.Secured;
import org.springframework.security.access.prepost.PostAuthorize;
import org.springframework.security.access.prepost.PostFilter;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.AuthenticationCredentialsNotFoundException;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.test.context.ActiveProfiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Who may not call is turned away in each generation, and that is the caller's fault.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE)
@ActiveProfiles("plain")
class MethodSecurityTests {

	@Autowired
	ApplicationContext context;

	@Autowired
	Safe safe;

	@Autowired
	Journal journal;

	@AfterEach
	void leave() {
		SecurityContextHolder.clearContext();
	}

	@Test
	void everyAnnotationWorksInEachGeneration() throws Throwable {
		Restarts.beforeAndAfterThree(this.context, "safe", () -> {
			enter("ann", "ROLE_OWNER");
			assertThat(this.safe.open()).isEqualTo("open");
			assertThat(this.safe.secured()).isEqualTo("secured");
			assertThat(this.safe.allowed()).isEqualTo("allowed");
			assertThat(this.safe.belongsTo("ann")).isEqualTo("ann");
			assertThat(this.safe.all()).containsExactly("ann");
			assertThat(this.safe.checkedByBean("ann")).isTrue();
			enter("bob", "ROLE_GUEST");
			this.journal.take();
			assertDenied(this.safe::open);
			assertDenied(this.safe::secured);
			assertDenied(this.safe::allowed);
			assertDenied(() -> this.safe.checkedByBean("ann"));
			assertThat(this.journal.take()).isEmpty();
			assertDenied(() -> this.safe.belongsTo("ann"));
			assertThat(this.safe.all()).containsExactly("bob");
		});
	}

	@Test
	void whoIsTurnedAwayNeverCounts() {
		long generation = Restarts.generation(this.context, "safe");
		enter("bob", "ROLE_GUEST");
		for (int i = 0; i < 20; i++) {
			assertDenied(this.safe::open);
			assertDenied(() -> this.safe.belongsTo("ann"));
		}
		SecurityContextHolder.clearContext();
		for (int i = 0; i < 20; i++) {
			assertThatExceptionOfType(AuthenticationCredentialsNotFoundException.class).isThrownBy(this.safe::open);
		}
		assertThat(Restarts.generation(this.context, "safe")).isEqualTo(generation);
		assertThat(Restarts.component(this.context, "safe").degradedBy()).isNull();
		assertThat(Restarts.component(this.context, "safe").incidents()).isEmpty();
	}

	@Test
	void nobodyIsLetInWhileDown() throws Throwable {
		enter("ann", "ROLE_OWNER");
		Restarts.whileDown(this.context, "safe",
				() -> assertThatExceptionOfType(ComponentUnavailableException.class).isThrownBy(this.safe::open));
		assertThat(this.safe.open()).isEqualTo("open");
	}

	private void assertDenied(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
		assertThatExceptionOfType(AccessDeniedException.class).isThrownBy(call);
	}

	private static void enter(String name, String role) {
		SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken(name, "", role));
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableMethodSecurity(securedEnabled = true, jsr250Enabled = true)
	@Import({ Safe.class, Rules.class })
	static class Application {

		@Bean
		static Journal journal() {
			return new Journal();
		}

	}

	@Component("rules")
	@Supervised
	static class Rules {

		public boolean owns(String name, String item) {
			return name.equals(item);
		}

	}

	@Supervised
	@Component("safe")
	static class Safe {

		private final Journal journal;

		Safe(Journal journal) {
			this.journal = journal;
		}

		@PreAuthorize("hasRole('OWNER')")
		public String open() {
			return enter("open");
		}

		@Secured("ROLE_OWNER")
		public String secured() {
			return enter("secured");
		}

		@RolesAllowed("OWNER")
		public String allowed() {
			return enter("allowed");
		}

		@PostAuthorize("returnObject == authentication.name")
		public String belongsTo(String name) {
			return enter(name);
		}

		@PostFilter("filterObject == authentication.name")
		public List<String> all() {
			return new java.util.ArrayList<>(List.of("ann", "bob"));
		}

		@PreAuthorize("@rules.owns(authentication.name, #item)")
		public boolean checkedByBean(String item) {
			enter(item);
			return true;
		}

		private String enter(String what) {
			this.journal.write(what);
			return what;
		}

	}

}
