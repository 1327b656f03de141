package reactor.core.scheduler;

/**
 * Has the name of Reactor's marker, which is all that is looked at.
 */
public interface NonBlocking {

}
