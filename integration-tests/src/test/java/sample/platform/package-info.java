/**
 * What applications run on: containers that restart, refresh, lock and shut down, with
 * supervised beans in them.
 */
package sample.platform;
