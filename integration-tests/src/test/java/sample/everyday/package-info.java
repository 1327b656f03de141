/**
 * What Spring applications are made of, on supervised beans: before a restart, after
 * three, under a hang, and while the component is down.
 */
package sample.everyday;
