package sample.clinic;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.web.SecurityFilterChain;

/**
 * Who may do what: everybody who is known may work, administrators may also see figures
 * and change prices.
 */
@Configuration
class ClinicSecurity {

	@Bean
	SecurityFilterChain everything(HttpSecurity http) throws Exception {
		http.csrf((csrf) -> csrf.disable());
		http.authorizeHttpRequests((requests) -> requests.requestMatchers("/actuator/**").permitAll());
		http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated());
		http.httpBasic(Customizer.withDefaults());
		return http.build();
	}

	@Bean
	UserDetailsService users() {
		return (name) -> switch (name) {
			case "vera" -> User.withUsername(name).password("{noop}vera").roles("VET").build();
			case "adam" -> User.withUsername(name).password("{noop}adam").roles("VET", "ADMIN").build();
			default -> throw new UsernameNotFoundException(name);
		};
	}

}
