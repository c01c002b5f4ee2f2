using Containment.Oci;

return Runtime.Run(args);
