package sample.everyday.users;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;

/**
 * A test of the repositories alone.
 */
@Retention(RetentionPolicy.RUNTIME)
@DataJpaTest(properties = { "spring.test.database.replace=none", "spring.jpa.hibernate.ddl-auto=create-drop" })
@interface JpaSlice {

}
