package io.supervision.bean;

/**
 * Marks the generated proxies. Public because they implement it, and without a method, so
 * that nobody takes it for what the bean can do.
 */
public interface SupervisedProxy {

}
