/** Real sockets, real files, real processes: the parts together, with faults put in. One topic a class. */
package io.filetransfer.integration;
