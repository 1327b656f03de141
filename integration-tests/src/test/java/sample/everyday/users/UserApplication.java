package sample.everyday.users;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;

/**
 * An application that has tests. It is open to everybody, and has no database but in the
 * tests of its repositories.
 */
@SpringBootApplication(excludeName = { "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
		"org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration" })
class UserApplication {

	@Bean
	SecurityFilterChain everybody() {
		return new DefaultSecurityFilterChain(AnyRequestMatcher.INSTANCE);
	}

}
