package sample.clinic.web;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.stereotype.Component;
import org.springframework.web.context.annotation.RequestScope;

/**
 * Who asks, one object for each request.
 */
@Component
@RequestScope
class CurrentUser {

	private final String name;

	CurrentUser(HttpServletRequest request) {
		this.name = (request.getUserPrincipal() != null) ? request.getUserPrincipal().getName() : "nobody";
	}

	String name() {
		return this.name;
	}

}
