package sample.clinic.web;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.stereotype.Component;

/**
 * A filter: puts a number on every answer.
 */
@Component
class RequestStamp implements Filter {

	private final AtomicLong numbers = new AtomicLong();

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		((HttpServletResponse) response).setHeader("Request-Number", Long.toString(this.numbers.incrementAndGet()));
		chain.doFilter(request, response);
	}

}
