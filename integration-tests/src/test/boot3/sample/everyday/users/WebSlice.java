package sample.everyday.users;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

import org.springframework.boot.test.autoconfigure.web.servlet.WebMvcTest;

/**
 * A test of the controller alone.
 */
@Retention(RetentionPolicy.RUNTIME)
@WebMvcTest(OrderController.class)
@interface WebSlice {

}
