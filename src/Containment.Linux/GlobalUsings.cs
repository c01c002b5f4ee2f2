global using System.Runtime.InteropServices;
global using Containment.Linux.Descriptors;
